import { describe, expect, it, vi } from 'vitest'
import { createEventBus, type HostEventBody } from '../../../src/kernel/events'

const notice = (message: string): HostEventBody => ({ type: 'notice', plugin: 'greeter', generation: 1, message })

describe('the event bus', () => {
  it('numbers events from one, and says when each happened', () => {
    let date = 1_000
    const bus = createEventBus({ date: () => date++ })
    const heard = vi.fn()
    bus.on(heard)
    bus.emit(notice('first'))
    bus.emit(notice('second'))
    expect(heard.mock.calls).toEqual([
      [{ ...notice('first'), seq: 1, at: 1_000 }],
      [{ ...notice('second'), seq: 2, at: 1_001 }],
    ])
  })

  it('tells everyone in the same order, even what a listener sets off itself', () => {
    const bus = createEventBus({ date: () => 0 })
    const heard: number[] = []
    bus.on(({ seq }) => {
      if (seq < 3) bus.emit(notice('one more'))
    })
    bus.on(({ seq }) => heard.push(seq))
    bus.emit(notice('first'))
    expect(heard).toEqual([1, 2, 3])
  })

  it('goes on after a listener that throws, and says what it threw', () => {
    const onListenerError = vi.fn()
    const bus = createEventBus({ date: () => 0, onListenerError })
    const bug = new Error('bug')
    const heard = vi.fn()
    bus.on(() => {
      throw bug
    })
    bus.on(heard)
    bus.emit(notice('first'))
    bus.emit(notice('second'))
    expect(heard).toHaveBeenCalledTimes(2)
    expect(onListenerError.mock.calls).toEqual([[bug], [bug]])
  })

  it('tells nothing more to a listener that left', () => {
    const bus = createEventBus({ date: () => 0 })
    const heard = vi.fn()
    const leave = bus.on(heard)
    bus.emit(notice('first'))
    leave()
    leave()
    bus.emit(notice('second'))
    expect(heard).toHaveBeenCalledOnce()
  })

  it('lets a listener leave while an event is told', () => {
    const bus = createEventBus({ date: () => 0 })
    const heard = vi.fn()
    const leave = bus.on(() => leave())
    bus.on(heard)
    bus.emit(notice('first'))
    expect(heard).toHaveBeenCalledOnce()
  })
})
