import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { MalformedDer } from '../der-reader.ts';
import { CRL_OCTETS_MAX } from './crl.ts';
import { openCrl, type OpenCrl } from './open-crl.ts';

/** As `openCrl`, from a file in DER. @throws MalformedDer, and what the file system says */
export function openCrlFile(file: string): OpenCrl {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    if (size > CRL_OCTETS_MAX) throw new MalformedDer('CRL is too large');
    const octets = Buffer.allocUnsafeSlow(size);
    let read = 0;
    for (let more = -1; read < size && more !== 0; read += more) {
      more = readSync(handle, octets, read, size - read, read);
    }
    return openCrl(octets.subarray(0, read));
  } finally {
    closeSync(handle);
  }
}
