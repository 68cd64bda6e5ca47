import { expect, it } from 'vitest'
import { runsByItself, type Occasion, type Runner } from '../../../src/stores/runs-by-itself'

const shown: Occasion = { type: 'shown' }
const startedHere: Occasion = { type: 'committed', isOnScreen: true, isSaved: false }
const savedHere: Occasion = { type: 'committed', isOnScreen: true, isSaved: true }
const savedElsewhere: Occasion = { type: 'committed', isOnScreen: false, isSaved: true }

const plain = { kind: 'plugin', permissions: [] } as const
const keeper = { kind: 'plugin', permissions: ['storage:write'] } as const
const guard = { kind: 'middleware', permissions: [] } as const

const harmless: Runner = { hasRun: false, serving: () => plain }
const reachingOut: Runner = { hasRun: false, serving: () => keeper }
const harmlessAndRun: Runner = { hasRun: true, serving: () => plain }
const reachingOutAndRun: Runner = { hasRun: true, serving: () => keeper }
const middleware: Runner = { hasRun: false, serving: () => guard }
const down: Runner = { hasRun: false, serving: () => null }

it.each<[string, Occasion, Runner, boolean]>([
  ['shows what it does when it comes on screen and does no harm', shown, harmless, true],
  ['waits for a Run when it comes on screen and reaches out', shown, reachingOut, false],
  ['does not run anew when it comes back on screen', shown, harmlessAndRun, false],
  ['shows what it does when it comes up with the page and does no harm', startedHere, harmless, true],
  ['waits for a Run when it comes up with the page and reaches out', startedHere, reachingOut, false],
  ['runs when it is saved on screen, whatever it asks for', savedHere, reachingOut, true],
  ['does not run when it is saved while another is on screen', savedElsewhere, harmless, false],
  ['nor where it reaches out', savedElsewhere, reachingOut, false],
  ['runs again after each save once it has run, wherever that is', savedElsewhere, reachingOutAndRun, true],
  ['and where nobody has saved it', startedHere, reachingOutAndRun, true],
  ['does not run when it comes on screen and goes around the calls of others', shown, middleware, false],
  ['nor when it is saved', savedHere, middleware, false],
  ['nor where none of it serves', shown, down, false],
])('a plugin %s', (_, occasion, runner, runs) => {
  expect(runsByItself(occasion, runner)).toBe(runs)
})
