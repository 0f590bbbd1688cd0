// Exported drawings hold the fonts of their texts. Excalidraw cuts out the letters that are used, with 3.6 MB of WebAssembly, which the
// page's policy does not let run; the fonts come in files of about 10 kB, so here a drawing gets those that it uses as they are.

export const Commands = { Subset: 'SUBSET' }

export const toBase64 = async (font: ArrayBuffer): Promise<string> => {
  const bytes = Array.from(new Uint8Array(font), (byte) => String.fromCharCode(byte))
  return `data:font/woff2;base64,${btoa(bytes.join(''))}`
}

export const subsetToBinary = async (font: ArrayBuffer): Promise<ArrayBuffer> => font

export const subsetToBase64 = (font: ArrayBuffer): Promise<string> => toBase64(font)
