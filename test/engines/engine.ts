/** A browser with one page. Two implementations, one list of checks. */
export interface Engine {
  readonly name: string
  open(url: string): Promise<void>
  /**
   * Runs `work` in the page and gives back what it resolves to. It is sent as text: it sees its argument and the page
   * alone, and argument and result are JSON.
   */
  evaluate<Argument, Value>(work: (argument: Argument) => Value | Promise<Value>, argument: Argument): Promise<Value>
  /** Presses a key, with the Control key held where the engine is told so. */
  press(key: Key, options?: { readonly control?: boolean }): Promise<void>
  reload(): Promise<void>
  screenshot(path: string): Promise<void>
  close(): Promise<void>
}

/** A printable character, or one of the keys that have none. */
export type Key = 'Home' | 'End' | 'Escape' | 'Enter' | 'Delete' | (string & {})

/** The text of an expression that calls `work`. */
export function callText<Argument>(work: (argument: Argument) => unknown, argument: Argument): string {
  // tsx keeps the names of inner functions through a helper, which the page does not have.
  return `(() => { const __name = (target) => target; return (${String(work)})(${JSON.stringify(argument)}) })()`
}
