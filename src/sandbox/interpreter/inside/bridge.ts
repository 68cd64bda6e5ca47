import type { Bridge } from '../bridge'

/** The argument of the function that the worker makes of this bundle. */
declare const BRIDGE: Bridge

/** Taken out of the object that they came in, so that nothing of it can be replaced. */
export const {
  post,
  setTimer,
  clearTimer,
  provide,
  encodeText,
  openDecoder,
  decodeText,
  closeDecoder,
  randomBytes,
  parseUrl,
  changeUrl,
  readQuery,
  writeQuery,
  close,
  serve,
} = BRIDGE
