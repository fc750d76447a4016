import { createHash } from 'node:crypto';

// The definitions of RFC 6962 §2.1, word for word and without any cleverness.

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};

const split = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};

const node = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.of(1), left, right);

/** MTH(D[n]), over leaf hashes. */
export function naiveRoot(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (first === undefined) return sha256();
  if (leaves.length === 1) return first;
  const k = split(leaves.length);
  return node(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

/** PATH(m, D[n]). */
export function naiveInclusion(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m < k
    ? [...naiveInclusion(m, left), naiveRoot(right)]
    : [...naiveInclusion(m - k, right), naiveRoot(left)];
}

/** SUBPROOF(m, D[n], b). */
function naiveSubproof(m: number, leaves: readonly Buffer[], isWhole: boolean): Buffer[] {
  if (m === leaves.length) return isWhole ? [] : [naiveRoot(leaves)];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m <= k
    ? [...naiveSubproof(m, left, isWhole), naiveRoot(right)]
    : [...naiveSubproof(m - k, right, false), naiveRoot(left)];
}

/** PROOF(m, D[n]). */
export const naiveConsistency = (m: number, leaves: readonly Buffer[]): Buffer[] =>
  naiveSubproof(m, leaves, true);

/** Leaf hashes that are all different and need no hashing. */
export const fakeLeaves = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => {
    const leaf = Buffer.alloc(32, 0x5a);
    leaf.writeUInt32BE(i);
    return leaf;
  });
