import { globSync, readdirSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'

/** Where the programs of Postgres are: Debian has them where nobody looks for commands. */
export const folderOfPostgres = (): string => {
  const [found] = globSync('/usr/lib/postgresql/*/bin/postgres').sort().toReversed()
  if (found === undefined) throw new Error('There is no Postgres here: scripts/setup.sh installs it.')
  return join(found, '..')
}

/** Postgres does not run as root: then the user is one with few rights, who is on every machine. */
export const ordinaryUser = (): { readonly uid: number; readonly gid: number } => {
  const { uid, gid } = userInfo()
  if (uid !== 0) return { uid, gid }
  const [, id = '65534'] = /^nobody:[^:]*:(\d+)/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? []
  return { uid: Number(id), gid: Number(id) }
}

/** The processes that a process has started. */
export const childrenOf = (pid: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        // The name of the program, which is in brackets, may hold anything.
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1] === `${pid}`
      } catch {
        return false
      }
    })
    .map(Number)
