import type { LogLevel } from '../protocol'
import { defineProperty, mapDelete, mapGet, mapSet, performanceNow, PrivateMap, PrivateString } from './primordials'

/**
 * `console` in the sandbox writes to Hotplug's console and to it alone: the browser's own would keep every logged
 * object alive, and a flood there would take memory that is not the plugin's.
 */
export function replaceConsole(write: (level: LogLevel, values: readonly unknown[]) => void): void {
  const counts = new PrivateMap<string, number>()
  const starts = new PrivateMap<string, number>()
  const at =
    (level: LogLevel) =>
    (...values: unknown[]) =>
      write(level, values)
  const elapsed = (label: string) => {
    const start = mapGet(starts, label)
    if (start === undefined) {
      write('warn', [`There is no timer '${label}'`])
      return
    }
    write('info', [`${label}: ${performanceNow() - start} ms`])
  }
  const nothing = () => {}
  const value = {
    debug: at('debug'),
    log: at('info'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    trace: at('debug'),
    dir: (shown: unknown) => write('info', [shown]),
    dirxml: at('info'),
    table: (shown: unknown) => write('info', [shown]),
    group: at('info'),
    groupCollapsed: at('info'),
    groupEnd: nothing,
    clear: nothing,
    assert(condition: unknown, ...values: unknown[]) {
      if (!condition) write('error', values.length === 0 ? ['Assertion failed'] : values)
    },
    count(label: unknown = 'default') {
      const name = PrivateString(label)
      const count = (mapGet(counts, name) ?? 0) + 1
      mapSet(counts, name, count)
      write('info', [`${name}: ${count}`])
    },
    countReset: (label: unknown = 'default') => void mapDelete(counts, PrivateString(label)),
    time: (label: unknown = 'default') => mapSet(starts, PrivateString(label), performanceNow()),
    timeLog: (label: unknown = 'default') => elapsed(PrivateString(label)),
    timeEnd(label: unknown = 'default') {
      elapsed(PrivateString(label))
      mapDelete(starts, PrivateString(label))
    },
  }
  defineProperty(self, 'console', { value, writable: true, enumerable: false, configurable: true })
}
