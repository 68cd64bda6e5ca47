import { definePlugin, type CallContext } from 'hotplug'

const transforms: ReadonlyMap<string, (text: string) => string> = new Map([
  ['upper', (text) => text.toUpperCase()],
  ['lower', (text) => text.toLowerCase()],
  ['title', (text) => text.replace(/\p{L}[\p{L}\p{M}\p{N}'’]*/gu, capitalise)],
  ['slug', (text) => words(text).join('-')],
  [
    'camel',
    (text) =>
      words(text)
        .map((word, index) => (index === 0 ? word : capitalise(word)))
        .join(''),
  ],
  ['reverse', (text) => letters(text).reverse().join('')],
  ['trim', (text) => text.trim().replace(/\s+/g, ' ')],
])

interface Config {
  /** Names of {@link transforms}, in the order in which they are done. */
  steps: string[]
}

export default definePlugin({
  execute(input: unknown, ctx: CallContext<Config>) {
    if (typeof input !== 'string') throw new TypeError('The input must be a text.')
    return ctx.config.steps.reduce((text, step) => transforms.get(step)?.(text) ?? text, input)
  },

  validateConfig(config) {
    const { steps } = config as Partial<Record<'steps', unknown>>
    if (!Array.isArray(steps))
      return [{ path: '/steps', message: 'The steps must be a list, such as ["trim", "title"].' }]
    return steps.flatMap((step: string, index) =>
      transforms.has(step)
        ? []
        : [
            {
              path: `/steps/${index}`,
              message: `There is no such step. Use one of ${[...transforms.keys()].join(', ')}.`,
            },
          ],
    )
  },
})

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}

/** The words in lower case, without accents. */
function words(text: string): string[] {
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '')
  return bare.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

/** What a reader takes for one letter: 'é' and '👩‍🚀' are one each, however many codes they have. */
function letters(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
}
