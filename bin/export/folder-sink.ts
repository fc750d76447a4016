import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ExportSink } from '../../books/export/export-log.ts';
import { manifestFile, type ManifestFile } from '../../books/export/manifest.ts';

/** An export that cannot be made; the message says what to do. */
export class ExportRefused extends Error {}

/**
 * Writes an export beside its place and moves it there when it is whole: whoever sees the folder sees all
 * of it. A crash leaves the sibling `<name>.part-…`, which nobody takes for an export.
 */
export class FolderSink implements ExportSink {
  readonly #target: string;
  readonly #part: string;
  readonly #files: ManifestFile[] = [];
  readonly #known = new Set<string>();

  private constructor(target: string) {
    this.#target = target;
    this.#part = `${target}.part-${process.pid}`;
  }

  /** @throws ExportRefused if something lies there. */
  static open(out: string): FolderSink {
    const target = resolve(out);
    if (existsSync(target) && readdirSync(target).length > 0) {
      throw new ExportRefused(`${target} は空ではありません / is not empty: name another folder`);
    }
    const sink = new FolderSink(target);
    rmSync(sink.#part, { recursive: true, force: true });
    mkdirSync(sink.#part, { recursive: true, mode: 0o700 });
    return sink;
  }

  /** Files written so far. */
  get files(): readonly ManifestFile[] {
    return this.#files;
  }

  async write(path: string, octets: Uint8Array): Promise<void> {
    this.#files.push(manifestFile(path, octets));
    await this.#put(path, octets);
  }

  /** Writes the file that lists the others. @returns its SHA-256 */
  async writeList(path: string, octets: Uint8Array): Promise<string> {
    await this.#put(path, octets);
    return createHash('sha256').update(octets).digest('hex');
  }

  /** Moves the whole to its place. */
  commit(): void {
    rmSync(this.#target, { recursive: true, force: true });
    renameSync(this.#part, this.#target);
  }

  discard(): void {
    rmSync(this.#part, { recursive: true, force: true });
  }

  async #put(path: string, octets: Uint8Array): Promise<void> {
    const file = join(this.#part, path);
    const dir = dirname(file);
    if (!this.#known.has(dir)) mkdirSync(dir, { recursive: true });
    this.#known.add(dir);
    const handle = await open(file, 'wx', 0o644);
    try {
      await handle.writeFile(octets);
    } finally {
      await handle.close();
    }
  }
}
