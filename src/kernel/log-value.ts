export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/**
 * A logged value as plain data of bounded size, so that anything can be logged and nothing of the guest's objects
 * reaches the host. `more` counts the entries or characters that were left out.
 */
export type LogValue =
  /** A text that was logged as such. */
  | { readonly kind: 'text'; readonly text: string; readonly more?: number }
  /** A value with a short form: `42`, `true`, `null`, `ƒ execute`, `Symbol(x)`, a date. */
  | { readonly kind: 'atom'; readonly type: string; readonly text: string }
  /** An object, array, map, set or error, to be opened. `label` is its constructor's name; `preview` fits on one line. */
  | {
      readonly kind: 'object'
      readonly label: string
      readonly preview: string
      readonly entries: readonly { readonly key: string; readonly value: LogValue }[]
      readonly more?: number
    }
