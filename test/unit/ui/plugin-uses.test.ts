import { expect, it } from 'vitest'
import { usesOf } from '../../../src/ui/dialogs/plugin-uses'

const places = {
  dependencies: [
    { plugin: 'greeter', dependsOn: 'titlecase' },
    { plugin: 'headline', dependsOn: 'titlecase' },
    { plugin: 'headline', dependsOn: 'math' },
  ],
  pipelines: [{ name: 'orders', plugins: ['titlecase', 'transform', 'titlecase'] }],
  middleware: { '*': ['logging', 'audit-log'], greeter: ['cache', 'guard'], math: ['guard'] },
}

it('tells who depends on a plugin, and which pipelines it is a step of', () => {
  expect(usesOf('titlecase', places)).toEqual(['greeter and headline depend on it.', 'It is a step of orders.'])
  expect(usesOf('math', places)).toEqual(['headline depends on it.'])
})

it('tells whose calls a middleware goes around', () => {
  expect(usesOf('audit-log', places)).toEqual(['It goes around the calls of all plugins.'])
  expect(usesOf('guard', places)).toEqual(['It goes around the calls of greeter and math.'])
})

it('tells nothing of a plugin that nobody needs', () => {
  expect(usesOf('sparkline', places)).toEqual([])
})
