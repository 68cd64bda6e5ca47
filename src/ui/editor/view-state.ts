import type { Json, Settings } from '../../workspace/settings'

/** A place in a text; both count from 1. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

/** Where a person was in a file. The plain editor and Monaco both understand it. */
export interface FilePlace {
  readonly start: TextPosition
  readonly end: TextPosition
  /** Pixels. */
  readonly scrollTop: number
}

export const fileStart: FilePlace = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 }, scrollTop: 0 }

/** Remembers the place in each file, while switching and across a reload. */
export interface PlaceMemory {
  get(path: string): FilePlace
  set(path: string, place: FilePlace): void
}

const settingsKey = 'editor-places'
/** More files than anyone goes back to. */
const maxPlaces = 60

export function createPlaceMemory(settings: Settings): PlaceMemory {
  const places = new Map<string, FilePlace>(readPlaces(settings.get(settingsKey)))
  return {
    get: (path) => places.get(path) ?? fileStart,
    set(path, place) {
      places.delete(path)
      places.set(path, place)
      for (const oldest of places.keys()) {
        if (places.size <= maxPlaces) break
        places.delete(oldest)
      }
      settings.set(settingsKey, Object.fromEntries([...places].map(([key, value]) => [key, toNumbers(value)])))
    },
  }
}

function toNumbers({ start, end, scrollTop }: FilePlace): Json {
  return [start.line, start.column, end.line, end.column, Math.round(scrollTop)]
}

function readPlaces(stored: Json | undefined): [string, FilePlace][] {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return []
  return Object.entries(stored).flatMap(([path, value]: [string, unknown]) => {
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'number')) return []
    const [startLine = 1, startColumn = 1, endLine = 1, endColumn = 1, scrollTop = 0] = value
    const place: FilePlace = {
      start: { line: startLine, column: startColumn },
      end: { line: endLine, column: endColumn },
      scrollTop,
    }
    return [[path, place] as [string, FilePlace]]
  })
}
