import type { ExportSink } from '../../../books/export/export-log.ts';
import {
  MANIFEST,
  manifestFile,
  manifestOctets,
  type Manifest,
} from '../../../books/export/manifest.ts';
import type { ExportFolder } from '../../../books/verify/check-bundle.ts';
import { exportOnDisk } from '../../verify/export-on-disk.ts';

/** An exported folder in memory, to be changed at will. */
export class ExportInMemory implements ExportFolder, ExportSink {
  readonly files = new Map<string, Buffer>();

  static async read(dir: string): Promise<ExportInMemory> {
    const disk = exportOnDisk(dir);
    const folder = new ExportInMemory();
    for (const path of await disk.list()) {
      await folder.write(path, (await disk.read(path)) ?? Buffer.alloc(0));
    }
    return folder;
  }

  list(): Promise<string[]> {
    return Promise.resolve([...this.files.keys()]);
  }

  read(path: string): Promise<Buffer | undefined> {
    return Promise.resolve(this.files.get(path));
  }

  write(path: string, octets: Uint8Array): Promise<void> {
    this.files.set(path, Buffer.from(octets));
    return Promise.resolve();
  }

  /** Octets of a file that is there. */
  of(path: string): Buffer {
    const octets = this.files.get(path);
    if (!octets) throw new Error(`no file ${path}`);
    return octets;
  }

  copy(): ExportInMemory {
    const copy = new ExportInMemory();
    for (const [path, octets] of this.files) copy.files.set(path, octets);
    return copy;
  }

  equals({ files }: ExportInMemory): boolean {
    if (files.size !== this.files.size) return false;
    return [...this.files].every(([path, octets]) => files.get(path)?.equals(octets) === true);
  }

  get manifest(): Manifest {
    return JSON.parse(this.of(MANIFEST).toString('utf8')) as Manifest;
  }

  /** Writes the manifest anew, as somebody does who changed a file and has no key. */
  relist(change: Partial<Manifest> = {}): void {
    const before = this.files.has(MANIFEST) ? this.manifest : {};
    const files = [...this.files]
      .filter(([path]) => path !== MANIFEST)
      .map(([path, octets]) => manifestFile(path, octets));
    const manifest = { ...before, ...change, files } as Manifest;
    this.files.set(MANIFEST, manifestOctets(manifest));
  }
}
