/** The plugins in an order in which each comes after what it needs; those in a circle come last, as they were. */
export function inDependencyOrder<Plugin extends { readonly name: string; readonly needs: readonly string[] }>(
  plugins: readonly Plugin[],
): Plugin[] {
  const left = new Map(plugins.map((plugin) => [plugin.name, plugin]))
  const ordered: Plugin[] = []
  for (let found = true; found;) {
    found = false
    for (const plugin of left.values()) {
      if (plugin.needs.some((need) => need !== plugin.name && left.has(need))) continue
      left.delete(plugin.name)
      ordered.push(plugin)
      found = true
    }
  }
  return [...ordered, ...left.values()]
}
