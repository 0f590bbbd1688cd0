import { createElement, Fragment, type ReactNode } from 'react'

/** A message with something drawn in it, such as a name or a key: its pieces in order, as the message gives them. */
export const Parts = ({ of }: { of: readonly ReactNode[] }) => createElement(Fragment, null, ...of)
