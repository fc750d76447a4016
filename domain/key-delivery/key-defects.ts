/**
 * What is wrong with a public key that nobody may certify: a stable code, the word of fact `keyParameters` that it
 * comes to, and what the applicant and staff are told. The fact is what rules decide by; the code says why.
 */

/** Words of fact `keyParameters` but `acceptable`. */
export type KeyRefusal = 'tooShort' | 'unsupported' | 'malformed' | 'weak';

interface Defect {
  readonly parameters: KeyRefusal;
  readonly ja: string;
  readonly en: string;
}

const malformed = {
  keyEncoding: {
    parameters: 'malformed',
    ja: '公開鍵がDERのSubjectPublicKeyInfoとして正しくありません。',
    en: 'The key is no SubjectPublicKeyInfo in canonical DER.',
  },
  exponentImproper: {
    parameters: 'malformed',
    ja: 'RSAの公開指数が偶数または1です。',
    en: 'The RSA exponent is even or 1.',
  },
  modulusEven: {
    parameters: 'malformed',
    ja: 'RSAの法が偶数です。',
    en: 'The RSA modulus is even.',
  },
  pointAtInfinity: {
    parameters: 'malformed',
    ja: '公開鍵が無限遠点です。',
    en: 'The key is the point at infinity.',
  },
  pointEncoding: {
    parameters: 'malformed',
    ja: '楕円曲線上の点の形式が正しくありません。',
    en: 'The octets of the point are malformed.',
  },
  pointOffCurve: {
    parameters: 'malformed',
    ja: '公開鍵の点が楕円曲線の上にありません。',
    en: 'The point of the key is not on its curve.',
  },
} as const satisfies Readonly<Record<string, Defect>>;

const notOffered = {
  rsaTooShort: {
    parameters: 'tooShort',
    ja: 'RSAの鍵が2048ビットより短いです。',
    en: 'The RSA key is shorter than 2048 bits.',
  },
  curveTooShort: {
    parameters: 'tooShort',
    ja: '楕円曲線がP-256より短いです。',
    en: 'The curve is smaller than P-256.',
  },
  rsaLength: {
    parameters: 'unsupported',
    ja: 'RSAの鍵の長さが2048・3072・4096ビットのいずれでもありません。',
    en: 'The RSA key is not of 2048, 3072 or 4096 bits.',
  },
  exponentOther: {
    parameters: 'unsupported',
    ja: 'RSAの公開指数が65537ではありません。',
    en: 'The RSA exponent is not 65537.',
  },
  pointCompressed: {
    parameters: 'unsupported',
    ja: '圧縮された点には対応していません。',
    en: 'Compressed points are not supported.',
  },
  keyType: {
    parameters: 'unsupported',
    ja: 'RSA・P-256・P-384以外の鍵です。',
    en: 'The key is neither RSA nor of P-256 or P-384.',
  },
} as const satisfies Readonly<Record<string, Defect>>;

const weak = {
  smallFactor: {
    parameters: 'weak',
    ja: 'RSAの法に小さい素因数があります。',
    en: 'The RSA modulus has a small factor.',
  },
  roca: {
    parameters: 'weak',
    ja: '欠陥のある部品（ROCA、CVE-2017-15361）で作られた鍵です。その部品では鍵を作り直さないでください。',
    en: 'The key was made by a flawed component (ROCA, CVE-2017-15361). Do not make another one with it.',
  },
  closePrimes: {
    parameters: 'weak',
    ja: 'RSAの二つの素数が近すぎます。',
    en: 'The two primes of the RSA key are too close.',
  },
  basePoint: {
    parameters: 'weak',
    ja: '秘密鍵が1または−1の鍵です。',
    en: 'The private key is 1 or -1.',
  },
} as const satisfies Readonly<Record<string, Defect>>;

/** Every defect that the octets of a key show by themselves. */
export const keyDefects = { ...malformed, ...notOffered, ...weak };

/** Code of a defect. */
export type KeyDefect = keyof typeof keyDefects;
