/** When it is wanted: whoever only books keeps nothing, and need not carry what keeps it. */
export const offline = () => import('./all')
