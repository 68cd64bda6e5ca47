import { shapeOf, shortOf, typeOf, type Shape } from './shape'

/** One line of the tree. */
export interface TreeRow {
  readonly id: number
  /** `rest` stands for the children that are not listed yet. */
  readonly kind: 'value' | 'rest'
  readonly parent: TreeRow | null
  /** From 0, the root's. */
  readonly depth: number
  readonly key: string
  readonly access: string
  readonly value: unknown
  /** `null` where the value cannot be opened, a cycle among them. */
  readonly shape: Shape | null
  /** From 0, among its siblings. */
  readonly index: number
  /** How many levels up the same object stands; 0 where it does not. */
  readonly cyclicUp: number
  /** What stood at the same place in the output before. */
  readonly before: Before
  /** How it differs from the value at the same place in the output before. */
  readonly change: 'added' | 'changed' | null
  /** What stood here before, where {@link change} is `changed`. */
  readonly was: unknown
  readonly isOpen: boolean
}

/** A value to compare with; absent where there is none. */
type Before = { readonly value: unknown } | 'nothing there' | null

export interface Tree {
  /** What is visible, from top to bottom. Replaced on each change. */
  readonly rows: readonly TreeRow[]
  /** Opens or closes the row at this index. On a `rest` row, lists more of the children. */
  toggle(index: number): void
  /** Opens the row and all its siblings. */
  openSiblings(index: number): void
  /** The index of the row's parent; -1 for the root. */
  parentOf(index: number): number
  /** How one gets at the row's value in code: `output.users[3].name`. */
  pathOf(row: TreeRow): string
}

export interface TreeOptions {
  /** The output before, to mark what changed; without it, nothing is marked. */
  readonly before?: { readonly value: unknown } | null
  /** Paths that were open before, and stay so: the same output again should look the same. Kept up to date. */
  readonly opened?: Set<string>
  /** What the whole is called in a path: `output`. */
  readonly root?: string
}

/** Children that are listed at once. */
const listedChildren = 500
/** So many rows open by themselves. */
const openedRows = 24
const maxSelfOpenedDepth = 3
/** Deeper paths are not remembered: they would be longer than what they remember. */
const maxRememberedDepth = 40

export function createTree(
  value: unknown,
  { before = null, opened = new Set(), root = 'output' }: TreeOptions = {},
): Tree {
  let nextId = 1
  const isFirst = opened.size === 0
  let rows: TreeRow[] = []

  /** Where the objects on the way down to {@link TreeRow | a row} stand. Goes on from the row opened before: 10,000 levels are walked once. */
  const way: { row: TreeRow | null; depths: Map<unknown, number> } = { row: null, depths: new Map() }

  function levelsUp(parent: TreeRow | null, depth: number, value: unknown): number {
    if (!parent || typeof value !== 'object' || value === null) return 0
    if (way.row !== parent) {
      const isNext = way.row !== null && parent.parent === way.row
      if (!isNext) way.depths = new Map()
      for (let at: TreeRow | null = parent; at; at = isNext ? null : at.parent) way.depths.set(at.value, at.depth)
      way.row = parent
    }
    const above = way.depths.get(value)
    return above === undefined ? 0 : depth - above
  }

  function makeRow(
    place: Pick<TreeRow, 'parent' | 'depth' | 'key' | 'access' | 'index'>,
    value: unknown,
    before: Before,
  ): TreeRow {
    const cyclicUp = levelsUp(place.parent, place.depth, value)
    const shape = cyclicUp > 0 ? null : shapeOf(value)
    return {
      ...place,
      id: nextId++,
      kind: 'value',
      value,
      shape: shape && shape.size > 0 ? shape : null,
      cyclicUp,
      before,
      ...changeOf(value, before),
      isOpen: false,
    }
  }

  function childrenOf(row: TreeRow, from: number): TreeRow[] {
    const { shape } = row
    if (!shape) return []
    const to = Math.min(shape.size, from + listedChildren)
    const children: TreeRow[] = []
    for (let index = from; index < to; index++) {
      const child = shape.child(index)
      children.push(
        makeRow(
          { parent: row, depth: row.depth + 1, key: child.key, access: child.access, index },
          child.value,
          beforeOf(row.before, child.key),
        ),
      )
    }
    if (to < shape.size) children.push(restRow(row, to))
    return children
  }

  function restRow(parent: TreeRow, index: number): TreeRow {
    return {
      id: nextId++,
      kind: 'rest',
      parent,
      depth: parent.depth + 1,
      key: '',
      access: '',
      value: undefined,
      shape: null,
      index,
      cyclicUp: 0,
      before: null,
      change: null,
      was: undefined,
      isOpen: false,
    }
  }

  /** A row knows its children through `parent`, so an opened row is changed in place, in a new list of rows. */
  function setOpen(row: TreeRow, isOpen: boolean): void {
    ;(row as { isOpen: boolean }).isOpen = isOpen
    if (row.depth > maxRememberedDepth) return
    if (isOpen) opened.add(pathOf(row))
    else opened.delete(pathOf(row))
  }

  function open(index: number): void {
    const row = rows[index]
    if (!row?.shape || row.isOpen) return
    setOpen(row, true)
    rows = rows.slice(0, index + 1).concat(childrenOf(row, 0), rows.slice(index + 1))
  }

  function close(index: number): void {
    const row = rows[index]
    if (!row?.isOpen) return
    setOpen(row, false)
    let end = index + 1
    while ((rows[end]?.depth ?? -1) > row.depth) end++
    rows = rows.slice(0, index + 1).concat(rows.slice(end))
  }

  function pathOf(row: TreeRow): string {
    const parts: string[] = []
    for (let at: TreeRow | null = row; at; at = at.parent) parts.push(at.access)
    return parts.reverse().join('')
  }

  /** Opens what was open before; the first time, the upper levels as far as they fit. */
  function openInitially(): void {
    open(0)
    for (let index = 1; index < rows.length && index < 2_000; index++) {
      const row = rows[index]
      if (!row?.shape) continue
      const fits = row.depth < maxSelfOpenedDepth && rows.length + row.shape.size <= openedRows
      if (isFirst ? fits : row.depth <= maxRememberedDepth && opened.has(pathOf(row))) open(index)
    }
  }

  rows = [makeRow({ parent: null, depth: 0, key: '', access: root, index: 0 }, value, before)]
  if (isFirst || opened.has(root)) openInitially()

  return {
    get rows() {
      return rows
    },
    toggle(index) {
      const row = rows[index]
      if (row?.kind === 'rest' && row.parent) {
        rows = rows.slice(0, index).concat(childrenOf(row.parent, row.index), rows.slice(index + 1))
      } else if (row?.isOpen) close(index)
      else open(index)
    },
    openSiblings(index) {
      const parent = rows[index]?.parent
      const siblings = rows.filter((row) => row.parent === parent)
      for (const sibling of siblings) open(rows.indexOf(sibling))
    },
    parentOf: (index) => {
      const parent = rows[index]?.parent
      return parent ? rows.lastIndexOf(parent, index) : -1
    },
    pathOf,
  }
}

function changeOf(value: unknown, before: Before): Pick<TreeRow, 'change' | 'was'> {
  if (before === null) return { change: null, was: undefined }
  if (before === 'nothing there') return { change: 'added', was: undefined }
  const was = before.value
  const bothOpen = shapeOf(value) !== null && shapeOf(was) !== null
  const isSame = Object.is(value, was) || (bothOpen ? typeOf(value) === typeOf(was) : sameLeaf(value, was))
  return isSame ? { change: null, was: undefined } : { change: 'changed', was }
}

function sameLeaf(a: unknown, b: unknown): boolean {
  return typeof a === 'object' && typeof b === 'object' && typeOf(a) === typeOf(b) && shortOf(a) === shortOf(b)
}

/** What stood at the same key before. Sets and maps with objects as keys have no same place. */
function beforeOf(before: Before, key: string): Before {
  if (before === null || before === 'nothing there') return null
  const { value } = before
  if (Array.isArray(value)) {
    const index = Number(key)
    return index < value.length ? { value: (value as unknown[])[index] } : 'nothing there'
  }
  if (typeOf(value) !== 'object') return null
  return Object.hasOwn(value as object, key)
    ? { value: (value as Readonly<Record<string, unknown>>)[key] }
    : 'nothing there'
}
