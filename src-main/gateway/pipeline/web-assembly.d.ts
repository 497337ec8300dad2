// What is used of WebAssembly; its types come with those of browsers, which nothing in the gateway may use.
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** By so many pages of 64 KiB; what `buffer` was before is empty then. */
    grow(pages: number): number;
  }
  interface Instance {
    readonly exports: object;
  }
  const Module: new (bytes: Uint8Array) => object;
  const Instance: new (module: object) => Instance;
}
