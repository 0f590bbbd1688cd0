/** What a link may lead to. Anything else, such as `javascript:`, is no link: neither as typed, nor as pasted, nor as it comes from others. */
const SCHEMES: readonly string[] = ['http:', 'https:', 'mailto:']

/** The address as a link has it; null where it may not be one. Without a scheme it is one of the web, or of a mailbox. */
export const safeHref = (typed: string): string | null => {
  const text = typed.trim()
  if (text === '' || /\s/.test(text)) return null
  const hasScheme = /^[a-z][a-z\d+.-]*:/i.test(text) && !/^[\w.-]+:\d/.test(text)
  const address = hasScheme ? text : /^[^/@]+@[^/@]+$/.test(text) ? `mailto:${text}` : `https://${text}`
  return URL.canParse(address) && SCHEMES.includes(new URL(address).protocol) ? address : null
}

/** Whether a link as it stands in the document is drawn as one. */
export const isSafe = (href: string): boolean =>
  URL.canParse(href) && SCHEMES.includes(new URL(href).protocol)
