/** Something that a person can do, with a key and a line in the palette. */
export interface Command {
  readonly id: string
  readonly title: string
  readonly group: 'Plugin' | 'Go to' | 'View' | 'File'
  /** In the notation of the UI: `Mod` is Ctrl, or Cmd on a Mac. */
  readonly keys: string | null
  /** What it rejects with is told to the person. */
  readonly run: () => unknown
}
