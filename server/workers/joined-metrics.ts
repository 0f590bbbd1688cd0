/** Joins texts of Prometheus, by the name of the process each; every number gets a label `worker`. */
export const joinMetrics = (textByWorker: ReadonlyMap<string, string>): string => {
  const familyByName = new Map<string, { readonly about: readonly string[]; readonly samples: string[] }>()
  for (const [worker, text] of textByWorker) {
    for (const part of text.split(/^(?=# HELP )/m)) {
      const lines = part.split('\n').filter((line) => line !== '')
      const about = lines.filter((line) => line.startsWith('#'))
      const [, name = ''] = /^# HELP (\S+)/.exec(part) ?? []
      const family = familyByName.get(name) ?? { about, samples: [] }
      familyByName.set(name, family)
      family.samples.push(
        ...lines.filter((line) => !line.startsWith('#')).map((line) => labelled(line, worker)),
      )
    }
  }
  const lines = [...familyByName.values()].flatMap(({ about, samples }) => [...about, ...samples])
  return `${lines.join('\n')}\n`
}

const labelled = (sample: string, worker: string): string =>
  sample.replace(/^([^{\s]+)(\{)?/, (_, name: string, opened?: string) =>
    opened === undefined ? `${name}{worker="${worker}"}` : `${name}{worker="${worker}",`,
  )
