import { parse, type Node } from 'acorn'
import { simple } from 'acorn-walk'
import { loopFault } from '../kernel/loop-fault'

/** How long a plugin may loop in all before the guard stops it, in milliseconds. */
const budgetMs = 800
/** Reading the clock at each turn would make a healthy loop slow. */
const turnsBetweenLooks = 512

type Loop = Node & { readonly body: Node }

/**
 * The same module with a guard in each loop, which throws once the module has looped for too long and says where.
 */
export function guardLoops(code: string): string {
  const insertions: { at: number; text: string }[] = []
  const guard = (node: Node): void => {
    const { body, loc } = node as Loop
    const call = `$guard(${loc?.start.line ?? 1},${(loc?.start.column ?? 0) + 1});`
    if (body.type === 'BlockStatement') insertions.push({ at: body.start + 1, text: call })
    else insertions.push({ at: body.start, text: `{${call}` }, { at: body.end, text: '}' })
  }
  simple(parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true }), {
    ForStatement: guard,
    ForInStatement: guard,
    ForOfStatement: guard,
    WhileStatement: guard,
    DoWhileStatement: guard,
  })
  return guardText + insertAll(code, insertions)
}

const guardText = `
const $guard = ((now) => {
  let turns = 0, began = 0
  return (line, column) => {
    if (turns++ % ${turnsBetweenLooks} !== 0) return
    began ||= now()
    if (now() - began > ${budgetMs}) throw new Error(${JSON.stringify(loopFault)} + line + ':' + column)
  }
})(performance.now.bind(performance));
`

function insertAll(code: string, insertions: readonly { at: number; text: string }[]): string {
  // A closing brace of an inner loop comes before that of the loop around it: the sort keeps equal places in order.
  const sorted = [...insertions].sort((a, b) => a.at - b.at)
  let result = ''
  let copied = 0
  for (const { at, text } of sorted) {
    result += code.slice(copied, at) + text
    copied = at
  }
  return result + code.slice(copied)
}
