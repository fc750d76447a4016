import type { Persona } from './persona.ts';

/** Personas that differ by how their software signs, and by what carries the signature. */
export const SIGNING = {
  pdfSigner: {
    ja: '申込書を添付したPDFに署名する人。',
    en: 'Signs a PDF that has the text as its attachment.',
    signing: { container: 'pdf' },
  },
  xmlSigner: {
    ja: 'XML文書に署名する人（e-Govの形式）。',
    en: 'Signs an XML document, as applications to e-Gov are.',
    signing: { container: 'xml' },
  },
  bareHashSigner: {
    ja: 'DigestInfoのないハッシュ値だけに署名するソフトを使う人。理由を示して断ることを確かめる。',
    en: 'Software that signs the bare hash without DigestInfo, to be refused by that reason.',
    signing: { variant: 'bareHash' },
  },
  digestAsMessageSigner: {
    ja: 'XML署名で、ハッシュ値をもう一度ハッシュして署名するソフトを使う人。理由を示して断ることを確かめる。',
    en: 'Software that hands the digest of an XML signature to a card that hashes again.',
    signing: { container: 'xml', variant: 'digestAsMessage' },
  },
} as const satisfies Record<string, Persona>;
