/** What is wrong with a name for a pipeline, as one sentence with a way out; `null` where it is fine. */
export function pipelineNameProblem(name: string, taken: readonly string[]): string | null {
  if (taken.includes(name)) return `There is a pipeline called "${name}". Choose another name.`
  if (/^[a-z][a-z0-9-]{0,63}$/.test(name)) return null
  return 'A pipeline’s name begins with a letter, then lower case letters, digits and “-”, such as “clean-orders”.'
}
