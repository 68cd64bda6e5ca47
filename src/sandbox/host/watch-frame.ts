import type { HostMessage } from '../protocol'
import type { Frame } from './frame'
import type { Heartbeat } from './heartbeat'
import { createVitalSigns, type Patience } from './vital-signs'

/** Watches a frame in which nothing runs yet. Returns the disposer, which leaves the frame as it was. */
export function watchFrame(frame: Frame, heartbeat: Heartbeat, patience: Patience, onDead: () => void): () => void {
  const vitals = createVitalSigns(patience)
  let beats = 0
  const stop = () => {
    stopBeat()
    frame.onControl = null
    frame.port.onmessage = null
  }
  const dead = () => {
    stop()
    onDead()
  }
  frame.port.onmessage = () => void vitals.heardWorker()
  frame.onControl = (message) => {
    if (message.type === 'worker-error') dead()
    else vitals.heardFrame()
  }
  const stopBeat = heartbeat.on((late) => {
    const verdict = vitals.beat(late, false)
    if (verdict === 'process-gone' || verdict === 'given-up') return dead()
    frame.port.postMessage({ type: 'ping', beat: ++beats } satisfies HostMessage)
    if (vitals.frameInDoubt) frame.pingFrame(beats)
  })
  return stop
}
