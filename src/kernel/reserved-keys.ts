/** As keys these reach an object's prototype, here or in whatever reads the text next. */
export const reservedKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
