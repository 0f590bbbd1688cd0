import { joinLinks } from '../support/join-links.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET } from '../support/tokens.ts'
import { inRoom, type startClassroom } from './classroom.ts'

type Classroom = Pick<Awaited<ReturnType<typeof startClassroom>>, 'folder' | 'newPage'>

/** A relay that lets nobody in but by a link, with one for hosts. */
export const startSchool = async (
  classroom: Classroom,
  room: string,
  options: Parameters<typeof startRelay>[0] = {},
) => {
  const { url, wsUrl } = await startRelay({
    ...{ page: classroom.folder, secrets: [SECRET], attendance: 30 },
    ...options,
  })
  const links = joinLinks(url, room)
  const host = await links.make({ role: 'host' })
  /** Opens the page, and says a name; without one the field stays empty. */
  const enter = async (at: string, name: string, code?: string) => {
    const page = await classroom.newPage({ reducedMotion: 'reduce' })
    await page.goto(at)
    if (code !== undefined) await page.getByLabel('Room').fill(code)
    await page.getByLabel('Your name').fill(name)
    await page.getByRole('button', { name: 'Join' }).click()
    return inRoom(page)
  }
  return { url, wsUrl, links, host, enter }
}
