/** Replaced by the test with the port on which a server listens. */
export const port = 9
