import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { browserClock } from '../../../src/app/browser-clock'

let asleepMs = 0

beforeEach(() => {
  vi.useFakeTimers()
  asleepMs = 0
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + asleepMs)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('a deadline', () => {
  it('is kept to the millisecond while the page is awake', () => {
    const callback = vi.fn()
    browserClock.after(5_000, callback)
    vi.advanceTimersByTime(4_999)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledOnce()
  })

  it('that the page slept through leaves those a moment who have answered meanwhile', () => {
    const callback = vi.fn()
    const stop = browserClock.after(5_000, callback)
    asleepMs = 3_600_000
    vi.advanceTimersByTime(5_000)
    expect(callback).not.toHaveBeenCalled()
    stop()
    vi.advanceTimersByTime(60_000)
    expect(callback).not.toHaveBeenCalled()
  })

  it('that the page slept through comes all the same where nobody answers', () => {
    const callback = vi.fn()
    browserClock.after(5_000, callback)
    asleepMs = 3_600_000
    vi.advanceTimersByTime(5_999)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledOnce()
  })

  it('that is short has a short moment', () => {
    const callback = vi.fn()
    browserClock.after(10, callback)
    asleepMs = 3_600_000
    vi.advanceTimersByTime(20)
    expect(callback).toHaveBeenCalledOnce()
  })
})
