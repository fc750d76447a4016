import type { Persona } from './persona.ts';

/** Personas that differ by how the applicant's software has the card sign, and by what carries the signature. */
export const SIGNERS = {
  bareHash: {
    ja: 'ハッシュ値だけに署名するソフトウェアの人（DigestInfoがない）。署名として扱わないことを確かめる。',
    en: 'Software that has the bare hash signed, without its DigestInfo: no signature over the text.',
    signing: { variant: 'bareHash' },
  },
  digestAsMessage: {
    ja: '本文ではなくハッシュ値を本文として署名するソフトウェアの人。',
    en: 'Software that has the hash signed as if it were the text, and so hashes twice.',
    signing: { variant: 'digestAsMessage' },
  },
  noSignedAttributes: {
    ja: '署名属性のないCMSを作るソフトウェアの人。これは正しい署名である。',
    en: 'Software that makes a CMS without signed attributes, which is a sound signature.',
    signing: { variant: 'noSignedAttributes' },
  },
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
  xmlDigestAsMessage: {
    ja: 'XML署名で、ハッシュ値をもう一度ハッシュして署名するソフトウェアの人。',
    en: 'Software that hands the digest of an XML signature to a card that hashes again.',
    signing: { container: 'xml', variant: 'digestAsMessage' },
  },
} as const satisfies Record<string, Persona>;
