import { describe, expect, it } from 'vitest'
import type { Command } from '../../../src/stores/command'
import { fuzzyMatch } from '../../../src/ui/palette/fuzzy'
import { groupCommands } from '../../../src/ui/palette/palette-groups'

function command(title: string, group: Command['group'] = 'View'): Command {
  return { id: title, title, group, keys: null, run: () => undefined }
}

function best(query: string, ...titles: string[]): string | undefined {
  return groupCommands(
    titles.map((title) => command(title)),
    query,
  )[0]?.items[0]?.command.title
}

describe('the palette', () => {
  it('matches characters in order, whatever stands between', () => {
    expect(fuzzyMatch('swl', 'Switch between light and dark')).not.toBeNull()
    expect(fuzzyMatch('lws', 'Switch between light and dark')).toBeNull()
  })

  it('skips spaces of the query', () => {
    expect(fuzzyMatch('sw li', 'Switch between light and dark')).not.toBeNull()
  })

  it('prefers the starts of words', () => {
    expect(best('st', 'Latest', 'Show Timeline')).toBe('Show Timeline')
  })

  it('prefers a whole word over scattered characters', () => {
    expect(best('run', 'Rename the plugin', 'Run')).toBe('Run')
  })

  it('marks the characters that matched', () => {
    const [group] = groupCommands([command('greeter/index.ts')], 'gi')
    expect(group?.items[0]?.parts).toEqual([
      { text: 'g', isMatch: true },
      { text: 'reeter/', isMatch: false },
      { text: 'i', isMatch: true },
      { text: 'ndex.ts', isMatch: false },
    ])
  })

  it('offers everything, in groups and in order, for no query', () => {
    const groups = groupCommands([command('Save', 'Plugin'), command('Problems'), command('Run', 'Plugin')], '')
    expect(groups.map(({ name, items }) => [name, items.map((item) => item.command.title)])).toEqual([
      ['Plugin', ['Save', 'Run']],
      ['View', ['Problems']],
    ])
  })

  it('stays quick with a query that matches in very many ways', () => {
    expect(fuzzyMatch('a'.repeat(60) + 'b', 'a'.repeat(5_000))).toBeNull()
  })
})
