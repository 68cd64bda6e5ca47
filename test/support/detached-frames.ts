/**
 * When a frame's process ends between two of its events, Playwright (1.65) rejects with "Frame has been detached" and
 * nobody listens, which ends the whole test run. Frames that go at any moment are what is tested here, so that one
 * rejection is let pass; every other still fails the run.
 */
export function letDetachedFramesPass(): void {
  const emit = process.emit.bind(process) as (event: string, ...values: unknown[]) => boolean
  const filtered = (event: string, ...values: unknown[]): boolean =>
    (event === 'unhandledRejection' && isDetachedFrame(values[0])) || emit(event, ...values)
  process.emit = filtered as typeof process.emit
}

function isDetachedFrame(reason: unknown): boolean {
  if (!(reason instanceof Error)) return false
  return reason.message === 'Frame has been detached.' && reason.stack?.includes('playwright-core') === true
}
