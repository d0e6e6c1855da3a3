import type { ComponentType } from 'react'
import { ErrorBoundary } from '../frame/error-boundary.tsx'
import { usePlace } from '../state/navigation.ts'
import { formatPlace, type ViewName } from '../state/place.ts'
import { AskView } from './ask-view.tsx'
import { ClassView } from './class-view.tsx'
import { ImagesView } from './images-view.tsx'
import { InterventionsView } from './interventions-view.tsx'
import { MapView } from './map-view.tsx'
import { OverviewView } from './overview-view.tsx'

const COMPONENTS: Record<ViewName, ComponentType> = {
  overview: OverviewView,
  class: ClassView,
  images: ImagesView,
  map: MapView,
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
