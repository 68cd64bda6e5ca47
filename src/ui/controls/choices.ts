/** One of several things of which one is chosen. */
export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly title?: string
}

/** The values with their labels, as a `ChipGroup` takes them. */
export function labelled<Value extends string>(
  values: readonly Value[],
  labels: Readonly<Record<Value, string>>,
): readonly Choice<Value>[] {
  return values.map((value) => ({ value, label: labels[value] }))
}
