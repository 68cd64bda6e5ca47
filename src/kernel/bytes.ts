/** The bytes of a mebibyte. */
export const MiB = 1_048_576
