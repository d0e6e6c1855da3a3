import type { ComponentType } from 'react'
import { usePlace } from '../state/navigation.ts'
import type { ViewName } from '../state/place.ts'
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
  const View = COMPONENTS[usePlace().view]
  return <View />
}
