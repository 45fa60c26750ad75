import { chromium } from 'playwright-core';
import { createServer } from 'node:http';
const s = createServer((q,r)=>{ r.setHeader('content-type','text/html').end('<title>x</title>'); }).listen(0,'127.0.0.1', async()=>{
 const port=(s.address() as any).port;
 const b=await chromium.launch({executablePath:process.env.C ?? '/usr/bin/chromium',args:['--headless','--no-sandbox','--disable-gpu']});
 for (const mode of ['array','blob','chunk1M','chunk256K','chunk64K']) {
  const count: Record<string,number> = {};
  for (let i=0;i<30;i++){
  const ctx = await b.newContext();
  const page = await ctx.newPage(); await page.goto(`http://127.0.0.1:${port}/`);
  const cdp = await ctx.newCDPSession(page); await cdp.send('Storage.overrideQuotaForOrigin',{origin:`http://127.0.0.1:${port}`,quotaSize:16<<20});
  const r = await page.evaluate(`(async()=>{const root=await navigator.storage.getDirectory();const f=await root.getFileHandle('x',{create:true});const a=await f.createWritable();
   const data=new Uint8Array(64<<20); const m='${mode}';
   try{ if(m==='array') await a.write({type:'write',position:0,data}); else if(m==='blob') await a.write({type:'write',position:0,data:new Blob([data])}); else {const c=m==='chunk1M'?1<<20:m==='chunk64K'?1<<16:1<<18; for(let p=0;p<data.length;p+=c) await a.write({type:'write',position:p,data:data.subarray(p,p+c)});} await a.close(); return 'none'}catch(e){return e.name+': '+e.message}})()`) as string;
  count[r]=(count[r]??0)+1; await ctx.close();
  }
  console.log(mode,count);
 }
 await b.close(); s.close();
});
