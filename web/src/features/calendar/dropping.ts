/** Back to the card after it was dropped by keys: React may have moved its element. */
export const refocus = ({ id }: { id: string }) =>
  requestAnimationFrame(() => document.getElementById(`visit-${id}`)?.focus())

const nothing = () => undefined

/** Only a pointer drags; what is worth saying about that is said by the message at its end. */
export const silent = {
  container: document.body,
  announcements: {
    onDragStart: nothing,
    onDragOver: nothing,
    onDragEnd: nothing,
    onDragCancel: nothing,
  },
}
