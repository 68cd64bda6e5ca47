import { expect } from 'vitest'
import { failed, type Fault, has, output, type Step } from './fault'

const saved: Step = { save: { ok: true } }

export const escapeFaults: readonly Fault[] = [
  {
    number: 44,
    plugin: 'broadcast',
    says: 'there is no broadcast channel',
    steps: [saved, { run: null, gives: output(['ReferenceError', false, 'TypeError', 'DataCloneError']) }],
  },
  {
    number: 45,
    plugin: 'code-from-text',
    says: 'text does not become code, nor does wasm',
    steps: [
      saved,
      {
        run: null,
        gives: output([
          'EvalError',
          'EvalError',
          'EvalError',
          'EvalError',
          'TypeError',
          'TypeError',
          'ReferenceError',
          false,
          false,
        ]),
      },
    ],
  },
  {
    number: 46,
    plugin: 'prototype-poison',
    says: 'a poisoned realm serves on, and its errors are its own',
    steps: [
      saved,
      { run: 'one', gives: output({ input: 'one', ports: 0 }) },
      { run: 'throw', gives: failed({ code: 'EXECUTE', message: has('poison'), file: 'index.ts' }) },
      { run: 'two', gives: output({ input: 'two', ports: 0 }) },
      { unload: { unloaded: true, error: null } },
    ],
  },
  {
    number: 47,
    plugin: 'forged-messages',
    says: 'a port that is handed on stays where it is',
    steps: [
      saved,
      { run: 'mine', gives: output({ mine: 'mine', stolen: 0 }) },
      { unload: { unloaded: true, error: null } },
    ],
  },
  {
    number: 49,
    plugin: 'hostile-text',
    says: 'markup and terminal codes cross as the text that they are',
    steps: [
      saved,
      { run: 'throw', gives: failed({ code: 'EXECUTE', message: has('^<img src=x'), file: 'index.ts', line: 14 }) },
      {
        told: { type: 'log', values: expect.arrayContaining([{ kind: 'text', text: has('<script>') }]) },
      },
      { run: 'page', gives: output(has('^<div><img')) },
    ],
  },
  {
    number: 50,
    plugin: 'reads-the-page',
    says: "the page's document, storage, cookies and commands are out of reach",
    steps: [saved, { run: null, gives: output({ reached: [], inNavigator: [], origin: 'null', secure: false }) }],
  },
]
