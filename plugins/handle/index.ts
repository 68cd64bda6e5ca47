import { definePlugin } from 'hotplug'

interface Request {
  method: string
  path: string
  user?: string
  body?: unknown
}

interface Answer {
  status: number
  body: unknown
}

/** Answers what a route matched; `id` is what stands in place of `:id`. */
type Handler = (request: Request, id: string) => Answer

export default definePlugin(() => {
  let people = new Map([
    ['ada', 'Ada Lovelace'],
    ['grace', 'Grace Hopper'],
  ])

  /** The first that matches counts. */
  const routes: readonly (readonly [method: string, path: string, handler: Handler])[] = [
    ['GET', '/', ({ user = 'stranger' }) => ok(`Welcome, ${user}!`)],
    ['GET', '/people', () => ok([...people].map(([id, name]) => ({ id, name })))],
    ['GET', '/people/:id', (_, id) => find(id)],
    ['PUT', '/people/:id', ({ body }, id) => put(id, body)],
  ]

  function find(id: string): Answer {
    const name = people.get(id)
    return name === undefined ? failed(404, `There is nobody called ${id}.`) : ok({ id, name })
  }

  function put(id: string, body: unknown): Answer {
    const { name } = Object(body) as { name?: unknown }
    if (typeof name !== 'string' || name === '') return failed(400, 'The body must be { "name": … }.')
    const status = people.has(id) ? 200 : 201
    people.set(id, name)
    return { status, body: { id, name } }
  }

  return {
    execute(request: Request): Answer {
      const here = routes.filter(([, path]) => match(path, request.path) !== null)
      const route = here.find(([method]) => method === request.method.toUpperCase())
      if (route) return route[2](request, match(route[1], request.path) ?? '')
      if (here.length === 0) return failed(404, `There is nothing at ${request.path}.`)
      return failed(405, `${request.path} takes ${here.map(([method]) => method).join(', ')}.`)
    },

    snapshot: () => people,

    restore(state: unknown) {
      if (!isPeople(state)) throw new TypeError('The state must be a map of names.')
      people = state
    },
  }
})

/** What stands in place of `:id`, and '' where the path has none; `null` where it does not match. */
function match(pattern: string, path: string): string | null {
  const [wanted, given] = [pattern, path].map((text) => text.split('/'))
  if (!wanted || wanted.length !== given?.length) return null
  const fits = wanted.every((part, at) => part === given[at] || (part === ':id' && given[at] !== ''))
  return fits ? (given[wanted.indexOf(':id')] ?? '') : null
}

function isPeople(state: unknown): state is Map<string, string> {
  return state instanceof Map && [...state].flat().every((text) => typeof text === 'string')
}

function ok(body: unknown): Answer {
  return { status: 200, body }
}

function failed(status: number, error: string): Answer {
  return { status, body: { error } }
}
