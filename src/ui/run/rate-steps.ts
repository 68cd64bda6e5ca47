/** Where the slider stops, in calls per second: each step is about half as much again, so that small rates have room. */
export const rateSteps: readonly number[] = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 250, 300, 400, 500]

/** The step that is nearest to a rate. */
export function stepOf(perSecond: number): number {
  const next = rateSteps.findIndex((rate) => rate >= perSecond)
  if (next <= 0) return next === 0 ? 0 : rateSteps.length - 1
  const isNearerBelow = perSecond - (rateSteps[next - 1] ?? 0) < (rateSteps[next] ?? 0) - perSecond
  return isNearerBelow ? next - 1 : next
}

export function rateAt(step: number): number {
  return rateSteps[Math.min(rateSteps.length - 1, Math.max(0, Math.round(step)))] ?? 1
}
