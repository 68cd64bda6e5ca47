const commentMark = /\/\*|\*\//g

/** Where a comment of SQL ends whose text begins there, behind its first mark. Comments nest. */
export function endOfComment(text: string, from: number): number {
  commentMark.lastIndex = from
  for (let depth = 1; depth > 0;) {
    const mark = commentMark.exec(text)
    if (mark === null) return text.length
    depth += mark[0] === '/*' ? 1 : -1
  }
  return commentMark.lastIndex
}
