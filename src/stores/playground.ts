import { inject, type InjectionKey } from 'vue'
import type { Playground } from '../app/playground'

/** `app.provide(playgroundKey, …)` before Pinia makes the first store. */
export const playgroundKey: InjectionKey<Playground> = Symbol('playground')

/** The playground of this page, for stores. @throws if none was provided, which is a bug of the page */
export function usePlayground(): Playground {
  const playground = inject(playgroundKey)
  if (!playground) throw new Error('No playground was provided to the app')
  return playground
}
