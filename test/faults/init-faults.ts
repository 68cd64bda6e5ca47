import { type Fault, has, refused } from './fault'

export const initFaults: readonly Fault[] = [
  {
    number: 14,
    plugin: 'init-throws',
    says: 'an init that throws is refused, at its line',
    keepsPredecessor: true,
    steps: [
      {
        save: refused({
          code: 'INIT',
          phase: 'init',
          message: 'RangeError: no luck today',
          file: 'index.ts',
          line: 3,
        }),
      },
    ],
  },
  {
    number: 14,
    plugin: 'init-rejects',
    says: 'an init that rejects is refused, at the line of its reason',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'INIT', message: 'nobody answers', file: 'index.ts', line: 3 }) }],
  },
  {
    number: 14,
    plugin: 'init-loops',
    says: 'an init that loops is refused by deadline, at its line',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'INIT', timedOut: true, file: 'index.ts', line: 4 }) }],
  },
  {
    number: 14,
    plugin: 'init-never-settles',
    says: 'an init that never settles is refused by deadline',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'INIT', timedOut: true, message: 'init took longer than 300 ms' }) }],
  },
  {
    number: 15,
    plugin: 'bad-config',
    says: 'a bad config is refused with the path, and the old one stays',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'CONFIG', phase: 'config', message: has('/style: The style must be "plain"') }) }],
  },
]
