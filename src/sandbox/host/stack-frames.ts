import type { GuestFrame } from '../../kernel/guest-fault'

const maxFrames = 30
/** Longer lines are no stack lines; the guest's own message can stand in the text as well. */
const maxLine = 600

/** `at f (URL:1:2)` and `at async URL:1:2` in Chromium; `f@URL:1:2`, `async*f@URL:1:2` elsewhere. */
function functionNameIn(before: string): string | null {
  const text = before.trim()
  const name = text.endsWith('@')
    ? text.slice(0, -1).replace(/^async\*/, '')
    : text
        .replace(/\($/, '')
        .replace(/^at\b ?/, '')
        .replace(/^(?:async|new) /, '')
        .replace(/ \[as [^\]]*\] ?$/, '')
  const clean = name.trim()
  return clean === '' || clean === '<anonymous>' || clean === 'async' || clean === 'module code' ? null : clean
}

function parseLine(line: string, moduleUrl: string): GuestFrame | null {
  const at = line.indexOf(moduleUrl)
  if (at === -1 || line.length > maxLine) return null
  const place = /^:(\d{1,7}):(\d{1,7})\)?$/.exec(line.slice(at + moduleUrl.length).trimEnd())
  if (place === null) return null
  return { functionName: functionNameIn(line.slice(0, at)), line: Number(place[1]), column: Number(place[2]) }
}

/**
 * The module's own frames in a stack of any engine. Written for hostile text: a plugin can put anything there, so each
 * line is found by the module's URL, and no expression here can backtrack for long (which a general parser's can).
 */
export function parseStack(stack: string, moduleUrl: string | null): GuestFrame[] {
  if (moduleUrl === null) return []
  const frames: GuestFrame[] = []
  for (const line of stack.split('\n')) {
    const frame = parseLine(line, moduleUrl)
    if (frame !== null) frames.push(frame)
    if (frames.length === maxFrames) break
  }
  return frames
}
