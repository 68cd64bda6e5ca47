import { describe, expect, it } from 'vitest'
import { linesOf, sentencesOf } from '../../../src/ui/plugin-page/dependency-words'

const dependencies = [
  { plugin: 'headline', dependsOn: 'titlecase', range: '^1.2.0', satisfiedBy: '1.2.0' },
  { plugin: 'report', dependsOn: 'headline', range: '^1.0.0', satisfiedBy: '1.0.0' },
  { plugin: 'report', dependsOn: 'chart', range: '^3.0.0', satisfiedBy: null },
]

describe('what a plugin depends on, in words', () => {
  it('says it both ways', () => {
    expect(sentencesOf('headline', dependencies)).toEqual({
      needs: 'headline depends on titlecase ^1.2.0.',
      neededBy: 'report (^1.0.0) depends on headline.',
    })
  })

  it('says what is missing', () => {
    expect(sentencesOf('report', dependencies).needs).toBe(
      'report depends on headline ^1.0.0 and chart ^3.0.0 (missing).',
    )
  })

  it('says that there is nothing to say', () => {
    expect(sentencesOf('greeter', dependencies)).toEqual({
      needs: 'greeter depends on no other plugin.',
      neededBy: 'No plugin depends on greeter.',
    })
  })
})

describe('the lines of the picture', () => {
  it('are one for each pair, met where each range is', () => {
    const twice = [
      { plugin: 'a', dependsOn: 'b', range: '^1.0.0', satisfiedBy: '1.0.0' },
      { plugin: 'a', dependsOn: 'b', range: '^2.0.0', satisfiedBy: null },
    ]
    expect(linesOf(twice)).toEqual([{ from: 'a', to: 'b', label: '1.0.0, no ^2.0.0', isMet: false }])
    expect(linesOf(dependencies).map(({ isMet }) => isMet)).toEqual([true, true, false])
  })
})
