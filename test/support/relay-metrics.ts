/** The sum of a metric's lines in Prometheus text, of those whose labels hold `labels`. */
export const sumOf = (text: string, name: string, labels: Readonly<Record<string, string>> = {}): number => {
  let sum = 0
  for (const line of text.split('\n')) {
    const [, lineName, lineLabels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    if (lineName !== name) continue
    const isMeant = Object.entries(labels).every(([label, wanted]) =>
      lineLabels.includes(`${label}="${wanted}"`),
    )
    if (isMeant) sum += Number(value)
  }
  return sum
}

/** A metric of a running relay. */
export const metricOf = async (
  url: string,
  name: string,
  labels?: Readonly<Record<string, string>>,
): Promise<number> => sumOf(await fetch(`${url}/metrics`).then((response) => response.text()), name, labels)
