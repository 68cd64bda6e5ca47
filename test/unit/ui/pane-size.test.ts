import { describe, expect, it } from 'vitest'
import { paneLimits, shownSize, sizeByKey } from '../../../src/ui/shell/pane-size'

const limits = { min: 100, max: 400, initial: 240 }

describe('the size of a pane', () => {
  it('is the usual one until someone chooses', () => {
    expect(shownSize(undefined, limits)).toBe(240)
  })

  it('fits the screen, however large that was when it was chosen', () => {
    expect(shownSize(900, limits)).toBe(400)
    expect(shownSize(10, limits)).toBe(100)
  })

  it('moves with the arrow keys, and to its ends with Home and End', () => {
    expect(sizeByKey('ArrowLeft', 240, limits, 'ArrowLeft', 'ArrowRight')).toBe(256)
    expect(sizeByKey('ArrowRight', 240, limits, 'ArrowLeft', 'ArrowRight')).toBe(224)
    expect(sizeByKey('ArrowRight', 104, limits, 'ArrowLeft', 'ArrowRight')).toBe(100)
    expect(sizeByKey('Home', 240, limits, 'ArrowLeft', 'ArrowRight')).toBe(100)
    expect(sizeByKey('End', 240, limits, 'ArrowLeft', 'ArrowRight')).toBe(400)
    expect(sizeByKey('a', 240, limits, 'ArrowLeft', 'ArrowRight')).toBeNull()
  })

  it('always leaves room for the editor', () => {
    const { run, drawer } = paneLimits(1440, 900, 238)
    expect(1440 - 238 - run.max).toBeGreaterThanOrEqual(320)
    expect(900 - drawer.max).toBeGreaterThanOrEqual(160)
  })

  it('never has a least size above its largest', () => {
    for (const { min, max } of Object.values(paneLimits(300, 100, 238))) expect(min).toBeLessThanOrEqual(max)
  })
})
