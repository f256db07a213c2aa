<s:Trigger xmlns:s="http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types">
  <FileDescriptor>
    <FileName>brev.pdf</FileName>
    <SizeInBytes>5</SizeInBytes>
    <Sender>10000000-0000-4000-8000-000000000040</Sender>
    <SendersFileId>17</SendersFileId>
    <Recipients>10000000-0000-4000-8000-000000000041</Recipients>
  </FileDescriptor>
  <FileContentDescriptor/>
</s:Trigger>
