import { expect } from 'vitest'
import { broughtBack, errorTold, failed, type Fault, has, output, type Shape, type Step } from './fault'

const saved: Step = { save: { ok: true } }
const timeout = failed({
  code: 'TIMEOUT',
  phase: 'execute',
  timedOut: true,
  message: 'execute took longer than 300 ms',
})

function thrown(input: string, message: string, more: Shape = {}): Step {
  return { run: input, gives: failed({ code: 'EXECUTE', phase: 'execute', message, ...more }) }
}

function uncloneable(input: string, part: string): Step {
  return { run: input, gives: failed({ code: 'CLONE', message: `${part}, which cannot leave the plugin.` }) }
}

export const callFaults: readonly Fault[] = [
  {
    number: 19,
    plugin: 'endless-loop',
    says: 'a call that loops times out, its line is found, and the plugin is brought back',
    steps: [
      saved,
      { run: 'loop', gives: timeout },
      broughtBack,
      { run: 'again', gives: output('got again') },
      errorTold({ code: 'TIMEOUT', file: 'index.ts', line: 5 }),
      { status: { state: 'active', stats: { restarts: 1, inFlight: 0, waiting: 0 } } },
    ],
  },
  {
    number: 20,
    plugin: 'never-settles',
    says: 'a call that never settles times out, and its signal is aborted',
    steps: [
      saved,
      { run: 'wait', gives: timeout },
      {
        told: {
          type: 'log',
          values: [
            { kind: 'text', text: 'aborted:' },
            { kind: 'text', text: 'timeout' },
          ],
        },
      },
      broughtBack,
      { run: 'again', gives: output('got again') },
    ],
  },
  {
    number: 21,
    plugin: 'ignores-abort',
    says: 'a call that ignores the abort is ended after the grace',
    steps: [
      saved,
      { run: 'on and on', gives: timeout },
      errorTold({ code: 'CRASHED', message: has('did not follow ctx.signal') }),
      broughtBack,
      { run: 'again', gives: output('got again') },
    ],
  },
  {
    number: 22,
    plugin: 'throws-anything',
    says: 'whatever is thrown is one normal error',
    steps: [
      saved,
      thrown('null', 'Threw null, which is no Error'),
      thrown('undefined', 'Threw undefined, which is no Error'),
      thrown('text', 'Threw a text that is no Error: boom'),
      thrown('frozen object', 'cold'),
      thrown('proxy', 'Threw an object that is no Error'),
      thrown('stack getter', 'quiet'),
      thrown('circular cause', 'round', { cause: { message: 'and round', cause: { message: 'round' } } }),
      thrown('nothing that is there', expect.stringMatching('TypeError') as string, { file: 'index.ts', line: 28 }),
    ],
  },
  {
    number: 23,
    plugin: 'megabyte-of-stack',
    says: 'a message and a stack of a megabyte are cut',
    steps: [
      saved,
      {
        act: async ({ playground: { hotplug } }) => {
          const report = await hotplug.run('megabyte-of-stack', null)
          expect(report).toMatchObject({ ok: false, error: { code: 'EXECUTE' } })
          expect(JSON.stringify(report).length).toBeLessThan(20_000)
        },
      },
    ],
  },
  {
    number: 24,
    plugin: 'uncloneable-output',
    says: 'an output that cannot be copied is refused with the path',
    steps: [
      saved,
      uncloneable('function', '$.rows[1].onClick is a function'),
      uncloneable('symbol', '$["odd key"] is Symbol(s)'),
      uncloneable('DOM-like', '$.tree.root.addEventListener is a function'),
      uncloneable('port', '$[0] is an object of a kind that cannot be copied'),
    ],
  },
  {
    number: 25,
    plugin: 'class-instance',
    says: 'an instance of a class arrives plain, with a warning',
    steps: [
      saved,
      {
        run: null,
        gives: {
          ...output({ at: { x: 3, y: 4 } }),
          warnings: ['$.at is an instance of Point; it arrived as a plain object.'],
        },
      },
    ],
  },
  {
    number: 26,
    plugin: 'bottomless-output',
    says: 'a cyclic output arrives, and one that is 10,000 deep down to a depth, with a word that says so',
    steps: [
      saved,
      {
        act: async ({ playground: { hotplug } }) => {
          const report = await hotplug.run('bottomless-output', 'cyclic')
          const cyclic = report.ok ? (report.output as { next: unknown }) : null
          expect(cyclic?.next).toBe(cyclic)
        },
      },
      { run: 900, gives: { ok: true } },
      {
        act: async ({ playground: { kernel } }) => {
          const report = await kernel.run('bottomless-output', 10_000)
          const warning = 'The output is nested more than 1000 levels deep; what is deeper was cut off.'
          expect(report).toMatchObject({ ok: true, warnings: [warning] })
          let depth = 0
          let at = report.ok ? report.output : null
          for (; typeof at === 'object' && at !== null; depth++) at = (at as { next: unknown }).next
          expect({ depth, end: at }).toEqual({ depth: 1001, end: '… cut off: more than 1000 levels deep' })
        },
      },
    ],
  },
  {
    number: 27,
    plugin: 'hundred-megabytes',
    says: 'an output of 100 MB is refused by its size',
    steps: [
      saved,
      ...['bytes', 'text', 'rows'].map((input) => ({
        run: input,
        gives: failed({ code: 'OUTPUT', message: has(/MB; the limit is 17 MB/) }),
      })),
    ],
  },
  {
    number: 28,
    plugin: 'output-against-schema',
    says: 'an output that its schema refuses is told with the path, and a schema that hangs holds up nobody',
    steps: [
      saved,
      { run: 'right', gives: output({ rows: [{ name: 'a' }] }) },
      { run: 'wrong', gives: failed({ code: 'OUTPUT', message: has('/rows/1/name') }) },
      { run: 'hangs', gives: failed({ code: 'OUTPUT', message: has('pattern') }) },
    ],
  },
  {
    number: 29,
    plugin: 'changes-its-input',
    says: 'a call that changes its input changes nobody else’s',
    steps: [
      saved,
      {
        act: async ({ playground: { hotplug } }) => {
          const input = { list: [1, 2, 3] }
          const runs = await Promise.all([1, 2, 3].map(() => hotplug.run('changes-its-input', input)))
          for (const report of runs) expect(report).toMatchObject({ ok: true, output: [1, 2, 3] })
          expect(input).toEqual({ list: [1, 2, 3] })
        },
      },
    ],
  },
  {
    number: 30,
    plugin: 'answers-twice',
    says: 'of several answers the first counts',
    steps: [saved, { run: 1, gives: output('first') }, { run: 2, gives: output('first') }],
  },
  {
    number: 31,
    plugin: 'forged-messages',
    says: 'forged answers and handshakes reach no call',
    steps: [
      saved,
      {
        act: async ({ playground: { hotplug } }) => {
          const inputs = Array.from({ length: 20 }, (_, index) => `call ${index}`)
          const reports = await Promise.all(inputs.map((input) => hotplug.run('forged-messages', input)))
          expect(reports.map((report) => report.ok && report.output)).toEqual(
            inputs.map((mine) => ({ mine, stolen: 0 })),
          )
        },
      },
    ],
  },
  {
    number: 32,
    plugin: 'answers-late',
    says: 'an answer that comes late is dropped and counted, and the plugin goes on',
    steps: [
      saved,
      { run: 'late', gives: timeout },
      { told: { type: 'dropped', what: 'late answers', count: 1 } },
      { status: { state: 'active', stats: { dropped: 1, restarts: 0, inFlight: 0 } } },
      { run: 'again', gives: output('got again') },
    ],
  },
]
