import type { Persona } from './persona.ts';

/** Personas that differ by how the applicant's software has the card sign. */
export const SIGNERS = {
  bareHash: {
    ja: 'ハッシュ値だけに署名するソフトウェアの人（DigestInfoがない）。署名として扱わないことを確かめる。',
    en: 'Software that has the bare hash signed, without its DigestInfo: no signature over the text.',
    signing: 'bareHash',
  },
  digestAsMessage: {
    ja: '本文ではなくハッシュ値を本文として署名するソフトウェアの人。',
    en: 'Software that has the hash signed as if it were the text, and so hashes twice.',
    signing: 'digestAsMessage',
  },
  noSignedAttributes: {
    ja: '署名属性のないCMSを作るソフトウェアの人。これは正しい署名である。',
    en: 'Software that makes a CMS without signed attributes, which is a sound signature.',
    signing: 'noSignedAttributes',
  },
} as const satisfies Record<string, Persona>;
