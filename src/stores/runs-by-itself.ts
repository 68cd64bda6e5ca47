/** When a plugin could run though nobody has pressed Run. */
export type Occasion =
  /** It comes on screen. */
  | { readonly type: 'shown' }
  /** A generation of it serves from now on; `isSaved` says that a person may see the output of this save. */
  | { readonly type: 'committed'; readonly isOnScreen: boolean; readonly isSaved: boolean }

export interface Runner {
  /** A run of it was asked for, or shown, before: so its last input runs again after each save. */
  readonly hasRun: boolean
  /** Whether it serves and asks for nothing that reaches out of the sandbox: then it shows what it does. */
  readonly isHarmless: () => boolean
}

/** Whether the plugin runs by itself now. What may change or tell something elsewhere waits for the person's Run. */
export function runsByItself(occasion: Occasion, { hasRun, isHarmless }: Runner): boolean {
  if (occasion.type === 'shown') return !hasRun && isHarmless()
  return hasRun || (occasion.isOnScreen && (occasion.isSaved || isHarmless()))
}
