/** Two letters that stand for a plugin where its name has no room: `gr` for greeter, `mt` for markdown-table. */
export function monogramOf(name: string): string {
  const [first = '', second = ''] = name.split('-').filter(Boolean)
  return second ? first.slice(0, 1) + second.slice(0, 1) : first.slice(0, 2)
}
