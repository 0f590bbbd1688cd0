import type { Room } from 'homeroom/client'
import { createContext, useContext } from 'react'

/** Adds what a room holds as one of its kinds to the file of a lesson; nothing where that is empty. */
export type AddPart = (page: Document, doc: Room['doc']) => void | Promise<void>

/** What loads them, in the order in which they stand in the file: all of them are wanted, whatever page somebody is on. */
export type LessonParts = readonly (() => Promise<AddPart>)[]

const LessonPartsContext = createContext<LessonParts>([])

export const LessonPartsProvider = LessonPartsContext

export const useLessonParts = (): LessonParts => useContext(LessonPartsContext)
