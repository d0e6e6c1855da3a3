import type { ComponentType } from 'react'
import { ErrorBoundary } from '../frame/error-boundary.tsx'
import { ClassView } from '../mode/class-view.tsx'
import { usePlace } from '../state/navigation.ts'
import { formatPlace, type ViewName } from '../state/place.ts'
import { WorkspaceView } from '../workspace/workspace-view.tsx'
import { AskView } from './ask-view.tsx'
import { ConfusionView } from './confusion-view.tsx'
import { InterventionsView } from './interventions-view.tsx'
import { LabelsView } from './labels-view.tsx'
import { OverviewView } from './overview-view.tsx'

const COMPONENTS: Record<ViewName, ComponentType> = {
  overview: OverviewView,
  class: ClassView,
  images: WorkspaceView,
  both: WorkspaceView,
  map: WorkspaceView,
  labels: LabelsView,
  confusion: ConfusionView,
  ask: AskView,
  interventions: InterventionsView,
}

/** The view that the address names. */
export function CurrentView() {
  const place = usePlace()
  const View = COMPONENTS[place.view]
  return (
    <ErrorBoundary what="This view" place={formatPlace(place)}>
      <View />
    </ErrorBoundary>
  )
}
